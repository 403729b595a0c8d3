#pragma once

namespace jurymast::app {

/// What the command tells its caller; stable and documented in `jurymast --help`.
enum ExitCode : int {
  kPass = 0,           ///< pass, or promote
  kCheckFailed = 1,    ///< a check failed
  kUsage = 2,          ///< usage or configuration, or refused
  kHold = 3,           ///< hold, or not everything could be told
  kNonconforming = 3,  ///< of `log render`: a true value has no place in the template
  kInvestigate = 4,
  kToolFailed = 5,  ///< the tool itself failed
};

}  // namespace jurymast::app
