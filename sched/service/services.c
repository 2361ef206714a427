#include "sched/service/services.h"

#include "sched/service/service.h"

void services_start(void)
{
    service_start();
    service_register_memory();
    service_register_section();
    service_register_process();
    service_register_thread();
    service_register_sync();
    service_register_object();
    service_register_file();
    service_register_fileinfo();
    service_register_system();
}
