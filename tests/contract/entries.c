// Entries of many kinds, chosen with -D. Without any it is a good one.
#include "weft.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#ifndef MAGIC
#define MAGIC WEFT_MAGIC
#endif
#ifndef SIZE
#define SIZE sizeof(weft_entry)
#endif
#ifndef MAJOR
#define MAJOR WEFT_ABI_MAJOR
#endif
#ifndef MIN_HOST
#define MIN_HOST 0
#endif
#ifndef ID
#define ID "com.test.entries"
#endif
#ifndef KIND_ID
#define KIND_ID ID ".one"
#endif
#ifndef DESCRIBE
#define DESCRIBE describe
#endif

static const weft_output OUT[] = { { .id = "value", .type_name = "float" } };
static weft_status run(void *state, weft_call *call) {
  (void)state;
  return call->core->output(call, 0, call->core->new_float(call, 1));
}
static const weft_kind KINDS[] = {
  { .struct_size = sizeof(weft_kind), .version = 1, .id = KIND_ID, .outputs = WEFT_ARRAY(OUT), .run = run },
};

#ifdef ASKED
// A file beside the plugin grows by a letter whenever somebody runs code of it.
__attribute__((constructor)) static void opened(void) {
  FILE *file = fopen(ASKED, "a");
  if (file) fputc('x', file), fclose(file);
}
#endif

weft_array describe(void) { return (weft_array)WEFT_ARRAY(KINDS); }
weft_array describe_aborts(void) { abort(); }
weft_array describe_exits(void) { exit(0); }
weft_array describe_hangs(void) { for (;;) sleep(1); }
weft_array describe_talks(void) { puts("{\"weft_scan\":1,\"about\":null} good day\n{\"weft_scan\":1,"); return describe(); }
weft_array describe_nothing(void) { return (weft_array){ 0, 0, 0 }; }
weft_array describe_rubbish(void) { return (weft_array){ (void *)12345, 3000000000u, 7 }; }

#ifndef NO_ENTRY
static weft_status init(const weft_host *host) {
#ifdef INIT_FAILS
  host->log(host, WEFT_LOG_ERROR, WEFT_STR("no licence found"));
  return WEFT_ERR_FAILED;
#else
  (void)host;
  return WEFT_OK;
#endif
}

WEFT_ENTRY = {
  .magic = MAGIC, .struct_size = SIZE, .abi_major = MAJOR, .min_host_minor = MIN_HOST, .id = ID,
  .describe = DESCRIBE, .init = init,
};
#endif
