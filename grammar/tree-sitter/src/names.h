#ifndef SLUGLINE_NAMES_H_
#define SLUGLINE_NAMES_H_

#include <stdbool.h>

typedef struct {
  const char *name;
  bool attributes;
} SectionName;

static const SectionName SECTION_NAMES[] = {
    {"Summary", false},       {"Key Takeaways", false}, {"Balanced Perspective", false},
    {"Optimistic View", false}, {"Critical View", false}, {"Source", true},
};

#define ATTRIBUTION_WORDING "Originally reported by "
#define LONGEST_NAME 23

#endif
