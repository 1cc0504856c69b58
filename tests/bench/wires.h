/* The wires between one sender and its receivers, through this process, which sees when each receiver last answered. Both
 * sides of a comparison run over them. */
#ifndef EP_TESTS_BENCH_WIRES_H
#define EP_TESTS_BENCH_WIRES_H

#include <stdbool.h>
#include <stddef.h>

#define WIRES_MAX 8

struct wires;

/* A receiver that dials wires_port(n) reaches `sender_port`. */
struct wires *wires_open(unsigned sender_port, size_t count);
void wires_close(struct wires *wires);
unsigned wires_port(const struct wires *wires, size_t n);
size_t wires_up(struct wires *wires); /* how many carry a connection */

/* Forget who answered; from now on it counts as an answer only once so many bytes went to that receiver. And the moment at
 * which the last of all receivers answered, once they all did and are still. */
void wires_begin(struct wires *wires, size_t bytes);
double wires_end(struct wires *wires);

#endif
