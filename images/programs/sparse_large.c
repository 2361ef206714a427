/* The sparse matrix of a program that is large-address-aware: it is linked so (images/programs/rules.mk). */
#include "sparse.h"
