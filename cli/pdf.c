#include "cli/pdf.h"

#include <cairo/cairo-pdf.h>
#include <pango/pangocairo.h>
#include <stdlib.h>
#include <string.h>

/* Points: 1/72 inch. */
#define PAGE_WIDTH 595.28
#define PAGE_HEIGHT 841.89
#define MARGIN 42.0
#define INDENT 14.0
#define SPACING 1.25 /* of lines */
#define DPI 72.0

/* clang-format off */
static const struct {
    const char *tag, *font;
    double before, indent;
    bool stays; /* a heading does not stand at the foot of a page */
} parts[] = {
    [EP_PDF_TITLE]   = {"H1", "Sans Bold 18", 0, 0, true},
    [EP_PDF_HEAD]    = {"H2", "Sans Bold 13", 10, 0, true},
    [EP_PDF_SUBHEAD] = {"H3", "Sans Bold 10.5", 6, 0, true},
    [EP_PDF_TEXT]    = {"P", "Sans 10.5", 3, 0, false},
    [EP_PDF_QUOTE]   = {"P", "Sans Italic 10.5", 3, INDENT, false},
    [EP_PDF_POINT]   = {"LI", "Sans 10.5", 3, INDENT, false},
};
/* clang-format on */

struct ep_pdf {
    FILE *file;
    cairo_surface_t *surface;
    cairo_t *cairo;
    PangoFontMap *fonts;
    PangoContext *context;
    double y; /* where the next part may begin */
    bool in_list;
};

static cairo_status_t write_out(void *closure, const unsigned char *data, unsigned int length)
{
    return fwrite(data, 1, length, closure) == length ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

ep_err ep_pdf_open(struct ep_pdf **out, FILE *file, const char *title)
{
    struct ep_pdf *pdf = *out = calloc(1, sizeof *pdf);
    if (pdf == NULL)
        return EP_NO_MEMORY;
    pdf->file = file;
    pdf->surface = cairo_pdf_surface_create_for_stream(write_out, file, PAGE_WIDTH, PAGE_HEIGHT);
    cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_TITLE, title);
    cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_CREATOR, "eenplan " EP_VERSION);
    pdf->cairo = cairo_create(pdf->surface);
    pdf->fonts = pango_cairo_font_map_new();
    pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(pdf->fonts), DPI);
    pdf->context = pango_font_map_create_context(pdf->fonts);
    pdf->y = MARGIN;
    cairo_tag_begin(pdf->cairo, "Document", NULL);
    return EP_OK;
}

static PangoLayout *lay_out(const struct ep_pdf *pdf, enum ep_pdf_part part, const char *strong, const char *text)
{
    PangoLayout *layout = pango_layout_new(pdf->context);
    PangoFontDescription *font = pango_font_description_from_string(parts[part].font);
    PangoAttrList *attributes = pango_attr_list_new();
    char *whole = g_strconcat(strong != NULL ? strong : "", strong != NULL && *text != 0 ? " " : "", text, NULL);
    PangoAttribute *bold = pango_attr_weight_new(PANGO_WEIGHT_BOLD);
    bold->end_index = strong != NULL ? (guint)strlen(strong) : 0;
    pango_attr_list_insert(attributes, bold);
    pango_layout_set_font_description(layout, font);
    pango_layout_set_attributes(layout, attributes);
    pango_layout_set_width(layout, (int)((PAGE_WIDTH - 2 * MARGIN - parts[part].indent) * PANGO_SCALE));
    pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_line_spacing(layout, (float)SPACING);
    pango_layout_set_text(layout, whole, -1);
    g_free(whole);
    pango_attr_list_unref(attributes);
    pango_font_description_free(font);
    return layout;
}

static void list_is(struct ep_pdf *pdf, bool in_list)
{
    if (in_list && !pdf->in_list)
        cairo_tag_begin(pdf->cairo, "L", NULL);
    if (!in_list && pdf->in_list)
        cairo_tag_end(pdf->cairo, "L");
    pdf->in_list = in_list;
}

/* No part of a list is on two pages: each page has a list of its own. */
static void next_page(struct ep_pdf *pdf)
{
    bool in_list = pdf->in_list;
    list_is(pdf, false);
    cairo_show_page(pdf->cairo);
    list_is(pdf, in_list);
    pdf->y = MARGIN;
}

static void draw_point(struct ep_pdf *pdf, double baseline)
{
    cairo_new_path(pdf->cairo);
    cairo_arc(pdf->cairo, MARGIN + 4, baseline - 3.5, 1.6, 0, 2 * G_PI);
    cairo_fill(pdf->cairo);
}

/* From that line on, as many as the page holds. The next; NULL: there is none. */
static PangoLayoutIter *draw_lines(struct ep_pdf *pdf, enum ep_pdf_part part, PangoLayoutIter *from, bool first)
{
    double begin = pdf->y;
    int top = 0;
    int bottom = 0;
    int origin = 0;
    pango_layout_iter_get_line_yrange(from, &origin, NULL);
    cairo_tag_begin(pdf->cairo, parts[part].tag, NULL);
    if (part == EP_PDF_POINT)
        cairo_tag_begin(pdf->cairo, "LBody", NULL);
    bool more = true;
    for (bool any = false; more; any = true) {
        PangoRectangle extents;
        pango_layout_iter_get_line_yrange(from, &top, &bottom);
        if (any && begin + (double)(bottom - origin) / PANGO_SCALE > PAGE_HEIGHT - MARGIN)
            break;
        pango_layout_iter_get_line_extents(from, NULL, &extents);
        double baseline = begin + (double)(pango_layout_iter_get_baseline(from) - origin) / PANGO_SCALE;
        if (part == EP_PDF_POINT && first && !any)
            draw_point(pdf, baseline);
        cairo_move_to(pdf->cairo, MARGIN + parts[part].indent + (double)extents.x / PANGO_SCALE, baseline);
        pango_cairo_show_layout_line(pdf->cairo, pango_layout_iter_get_line_readonly(from));
        pdf->y = begin + (double)(bottom - origin) / PANGO_SCALE;
        more = pango_layout_iter_next_line(from);
    }
    if (part == EP_PDF_POINT)
        cairo_tag_end(pdf->cairo, "LBody");
    cairo_tag_end(pdf->cairo, parts[part].tag);
    return more ? from : NULL;
}

/* A part that fits on a page is not cut; a longer one goes on where the page ends. */
void ep_pdf_put(struct ep_pdf *pdf, enum ep_pdf_part part, const char *strong, const char *text)
{
    int height = 0;
    PangoLayout *layout = lay_out(pdf, part, strong, text);
    pango_layout_get_size(layout, NULL, &height);
    double need = (double)height / PANGO_SCALE + (parts[part].stays ? 60 : 0);
    double left = PAGE_HEIGHT - MARGIN - pdf->y - parts[part].before;
    list_is(pdf, part == EP_PDF_POINT);
    if (need > left && pdf->y > MARGIN && (need <= PAGE_HEIGHT - 2 * MARGIN || left < 60))
        next_page(pdf);
    else if (pdf->y > MARGIN)
        pdf->y += parts[part].before;
    PangoLayoutIter *lines = pango_layout_get_iter(layout);
    bool first = true;
    for (PangoLayoutIter *at = lines; at != NULL; first = false) { /* each page takes one line at least */
        if (!first)
            next_page(pdf);
        at = draw_lines(pdf, part, at, first);
    }
    pango_layout_iter_free(lines);
    g_object_unref(layout);
}

ep_err ep_pdf_close(struct ep_pdf *pdf)
{
    if (pdf == NULL)
        return EP_NO_MEMORY;
    list_is(pdf, false);
    cairo_tag_end(pdf->cairo, "Document");
    cairo_status_t drawn = cairo_status(pdf->cairo);
    cairo_destroy(pdf->cairo);
    cairo_surface_finish(pdf->surface);
    cairo_status_t written = cairo_surface_status(pdf->surface);
    cairo_surface_destroy(pdf->surface);
    g_object_unref(pdf->context);
    g_object_unref(pdf->fonts);
    bool well = drawn == CAIRO_STATUS_SUCCESS && written == CAIRO_STATUS_SUCCESS && fflush(pdf->file) == 0;
    free(pdf);
    if (well)
        return EP_OK;
    return drawn == CAIRO_STATUS_NO_MEMORY || written == CAIRO_STATUS_NO_MEMORY ? EP_NO_MEMORY : EP_FILE;
}
