#include "app/smoke_hooks.hpp"

namespace jurymast::app {

SmokeHooks smoke_hooks() { return {}; }

}  // namespace jurymast::app
