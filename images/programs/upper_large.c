/* The same above a program that is large-address-aware: it is linked so (images/programs/rules.mk). */
#include "upper.h"
