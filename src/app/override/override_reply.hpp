#pragma once
#include "base/result.hpp"
#include "control/admin_reply.hpp"

namespace jurymast::app {

/// The answer to a change that is not made.
control::AdminReply refused(const Error& error);

}  // namespace jurymast::app
