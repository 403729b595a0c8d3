#pragma once
#include <string_view>

#include "base/result.hpp"
#include "control/admin_route.hpp"
#include "evidence/override_book.hpp"

namespace jurymast::app {

/// How large the body of a change may be.
inline constexpr std::size_t kOverrideBodyBytesMax = 4096;

/// A change as it was asked for over the admin listener.
struct OverrideRequest {
  evidence::OverrideAsk ask;
  bool action_said = false;
  bool dry_run = false;  ///< say what would come of it

  evidence::OverrideEndAsk end() const {
    return {ask.action, ask.route, ask.target, ask.value, ask.author, ask.reason, ask.ticket};
  }
};

/// Reads the JSON of a change; fails with Invalid, naming the first member that is unknown or wrong. Nothing has to be there.
Result<OverrideRequest> read_override_request(std::string_view body);

/// Holds the persons that a request names against the token it came with: a token of a person's own speaks for that person alone, as the
/// author, or as the approver where the action needs one. Names the author where the request does not. Fails with Denied.
Result<void> settle_persons(const control::AdminRequest& request, evidence::OverrideAsk& ask);

}  // namespace jurymast::app
