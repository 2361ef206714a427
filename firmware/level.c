#include "firmware/level.h"

uint32_t level_now;
