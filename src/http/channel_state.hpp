#pragma once
#include "http/channel.hpp"

namespace jurymast::http {

/// What an outstanding wait needs of a channel that may be gone by then.
struct Channel::State {
  Socket socket;
  bool dropped = false;
};

}  // namespace jurymast::http
