/* Every limit of the protocol and the node, each with its unit and its reason. PROTOCOL.md 10. */
#ifndef EP_PROTO_LIMITS_H
#define EP_PROTO_LIMITS_H

/* Link. A Noise message holds 65535 bytes; a statement with its frame and tag must fit in one. */
#define EP_FRAME_BYTES_MAX 65535u
#define EP_STATEMENT_BYTES_MAX (48u * 1024u)
#define EP_MESSAGE_BYTES_MAX (EP_STATEMENT_BYTES_MAX + 256u)
#define EP_MESSAGE_PAD_BYTES \
    256u /* a sealed message is a multiple of this long: small answers look alike on the wire */
#define EP_SESSION_MESSAGES_MAX (1u << 20) /* then close and dial again: bounds what one key protects */
#define EP_SESSION_MS_MAX (3600u * 1000u)
#define EP_HANDSHAKE_MS_MAX 5000u /* a silent stranger holds a slot no longer */
#define EP_HEARTBEAT_MS 20000u    /* a half-open link is noticed within two */
#define EP_REDIAL_MS_MIN 500u
#define EP_REDIAL_MS_MAX 60000u
#define EP_PAIRINGS_MAX 16               /* under way on one node: people who read words to each other */
#define EP_PAIRING_MS_MAX (600u * 1000u) /* to do so */
#define EP_INVITATIONS_MAX 1000          /* of one day: as many as there may be users */
#define EP_TICK_MS 1000u                 /* what did not work is tried again after so long, and not sooner */
#define EP_COMMIT_MS_MAX 50u             /* what nobody was told of becomes durable by then */
#define EP_WAKE_MS_MIN 10u               /* the loop wakes for time no oftener, so that no mistake here costs a core */
#define EP_WAKE_MS_MAX (600u * 1000u)    /* and no rarer: a wall clock that was set is noticed within it */
#define EP_LINKS_MAX 640                 /* 500 peers and the clients of one organisation */
/* Accepted links that are not open yet. A thousand people behind one office address, who all begin within a minute, are
 * some ten at once; and all strangers together leave four fifths of the links to who is known, and to our own dialling. */
#define EP_LINKS_PER_ADDRESS_MAX 32
#define EP_LINKS_STRANGERS_MAX 128
#define EP_WINDOW_STATEMENTS 64 /* sent and not yet covered by a position, per peer */
#define EP_WINDOW_BYTES (256u * 1024u)
#define EP_READS_MAX 32 /* households on record in one user session; the one read longest ago is to be logged anew */
/* Waiting to be sent to one side; more means that it does not read. A portion and a window fit in it many times. */
#define EP_LINK_OUT_BYTES_MAX (32u << 20)
#define EP_ANSWER_BYTES (256u * 1024u) /* of answers to a user that wait for the client, and then one more statement */
#define EP_AGAIN_TRIES_MAX \
    50 /* of what a peer refused for want of something; at the longest wait, the 45 days offline */
/* Refusals looked after when a session begins or a position comes; the next takes more. */
#define EP_AGAIN_AT_ONCE_MAX 256
#define EP_AGAIN_HOURS_MAX \
    24u                    /* the longest wait between two tries; and how long a refusal that passed is remembered */
#define EP_BATCH_EVENTS 64 /* one group commit gathers at most so many */
#define EP_ADDRESS_BYTES_MAX 255u /* host:port */

/* Disk of a node. With less room than one group commit of the largest statements takes, in the log and then in the
 * database, new work is refused before the disk is really full. The reserve holds a few dozen withdrawals with their
 * deletions, the log folded away after each. */
#define EP_DISK_ROOM_BYTES_MIN (8u << 20)
#define EP_DISK_RESERVE_BYTES (1u << 20)

/* Federation, DESIGN 9. */
#define EP_PEERS_MAX 500
#define EP_RECIPIENTS_MAX 64
#define EP_HUISHOUDENS_MAX 20000
#define EP_PEER_HUISHOUDENS_MAX 10000 /* that one node keeps of one peer: half of its own, so that one cannot fill it */
#define EP_PEER_BYTES_MAX (4096ull * 1024 * 1024) /* the same: ten years of a thousand changes a day, of 1 KiB */
#define EP_LEDEN_MAX 20                           /* present in one household */
#define EP_TEAM_MEMBERS_MAX 100
#define EP_TEAMS_MAX 64 /* of one organisation, as one client looks at them */
#define EP_USERS_MAX 1000
#define EP_WRAP_ENTRIES_MAX 256       /* keys in one wrap */
#define EP_GRANTS_MAX 4096            /* in one household, live and ended */
#define EP_GRANTS_OF_ORG_MAX 512      /* of one organisation in it, so that one cannot use up what is everyone's */
#define EP_DELETIONS_AT_ONCE_MAX 64   /* grants deleted under in one step; the next step takes more */
#define EP_LEASES_AT_ONCE_MAX 8       /* grants looked at in one tick, whether their lease ended; the next goes on */
#define EP_LEASES_ENDED_AT_ONCE_MAX 2 /* and ended in it, which costs a commit and a truncation of the log */
#define EP_EXPIRED_AT_ONCE_MAX 64     /* invitations dropped when one is made; the next drops more */
#define EP_VERSIONS_BACK_MAX 64       /* a peer that had none of so many versions of a record is not told the next */
#define EP_GRANT_ENDS_MAX 16          /* withdrawals of one grant that get a receipt at once */
#define EP_EPOCHS_MAX 1024            /* of one team: a walk back over earlier secrets ends */
#define EP_HOUSEHOLD_STATEMENTS_MAX 20000
#define EP_AFSCHRIFT_NAMES_MAX 256 /* of other people, looked for in a text before it is drawn for one */
#define EP_LOGREGEL_GRANTS_MAX 64u /* named in one row of the log; more are counted */
#define EP_LOGREGEL_BYTES_MAX 1536u
#define EP_WORTEL_DAYS_MAX 1827u /* five years: what was heard of a peer's log */
#define EP_POSITION_BYTES_MAX 256u

/* Time. Hours since 1970 UTC; no finer time stands in clear. */
#define EP_TEAM_HOURS_MAX (35u * 24u)
#define EP_USER_HOURS_MAX (400u * 24u)
#define EP_INVITE_HOURS 24u
#define EP_WEEK_HOURS 168u          /* readings are looked over by weeks; the first began with 1970 */
#define EP_CLOCK_BACK_HOURS_MAX 1u  /* further behind the last durable commit: the clock is not trusted */
#define EP_CLOCK_AHEAD_HOURS_MAX 1u /* a statement may be this far ahead of us */
#define EP_BACKUP_HOURS (30u * 24u) /* a receipt's second date: gone from backups */
/* Wraps at rest lie under the key of a day, destroyed EP_BACKUP_HOURS after that day began. Those that live are sealed anew
 * when half of it has passed, so that a backup stays readable for the other half. A million of them are 70 000 a day. */
#define EP_RESEAL_DAYS 15u
#define EP_RESEAL_AT_ONCE_MAX 64 /* in one step, some milliseconds; the next seals more */
#define EP_KEYSTORE_KEYS_MAX 64  /* twice the days: a sealing anew may be late on a full disk */

/* Text, in bytes of UTF-8 unless it says otherwise. */
#define EP_NAME_BYTES_MAX 200u
#define EP_CODE_BYTES_MAX 40u
#define EP_TELEFOON_BYTES_MAX 24u /* fifteen digits, as E.164 has at most, with a plus and what stands between */
#define EP_VERSION_MAX 0xffffffffu
#define EP_HOUR_MAX 0xffffffffu

#endif
