#include "sched/service/services.h"

#include "firmware/initcode.h"
#include "sched/service/service.h"

/* The table wants one type of function for all of them. */
#define ARG(name, kind)                      ARG_ROW(name, KIND_##kind)
#define ARG_ROW(...)                         ARG_ROW_OF(__VA_ARGS__)
#define ARG_ROW_OF(name, type, bytes, probe) {#name, bytes, probe},
#define SERVICE(nt_name, name, arguments)                                                                    \
    static const struct service_argument arguments_##name[] = {arguments};                                   \
    static ntstatus perform_##name(const void *a)                                                            \
    {                                                                                                        \
        return name(a);                                                                                      \
    }
#include "sched/service/services.def"
#undef SERVICE
#undef ARG
#undef ARG_ROW_OF

/* A structure without arguments has no bytes (GNU C). In this table an argument stands for whether it is
 * probed. */
#define ARG(name, kind)                      ARG_ROW(name, KIND_##kind)
#define ARG_ROW_OF(name, type, bytes, probe) || (probe) != PROBE_NOTHING
#define SERVICE(nt_name, name, arguments)                                                                    \
    {                                                                                                        \
        #nt_name,                                                                                            \
        arguments_##name,                                                                                    \
        perform_##name,                                                                                      \
        (const void *)name,                                                                                  \
        sizeof(struct name) / SERVICE_SLOT,                                                                  \
        false arguments},
static const struct service services[] = {
#include "sched/service/services.def"
};
#undef SERVICE
#undef ARG

INIT_CODE void services_start(void)
{
    service_start(services, sizeof services / sizeof services[0]);
}
