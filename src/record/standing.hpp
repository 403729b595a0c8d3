#pragma once
#include <string>

#include "base/family.hpp"
#include "base/time.hpp"
#include "record/vocabulary.hpp"

namespace jurymast::record {

/// What smoke tests have shown of one target on one route, under the settings in force.
struct Standing {
  std::string route;
  std::string target;
  Family family = Family::ChatCompletions;
  Tri newest = Tri::Unknown;  ///< True: the newest pair of happy and error path passed. False: one of the two failed
  WallTime at;                ///< of the older of the newest pair; of the failure where it failed
  WallTime first_passed;      ///< when a pair first passed under these settings
  friend bool operator==(const Standing&, const Standing&) = default;
};

}  // namespace jurymast::record
