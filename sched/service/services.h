/* All system services: each service_*.c gives its own to the table; services_start() is what start-up calls.
 */
#ifndef SCHED_SERVICES_H
#define SCHED_SERVICES_H

void services_start(void);

void service_register_memory(void);
void service_register_section(void);
void service_register_process(void);
void service_register_thread(void);
void service_register_sync(void);
void service_register_object(void);
void service_register_file(void);
void service_register_fileinfo(void);
void service_register_system(void);

#endif
