#include "app/smoke_hooks.hpp"

namespace jurymast::app {

SmokeHooks smoke_hooks() {
  SmokeHooks hooks;
  hooks.time_max = [](const policy::Route& route) { return route.user_budget.total; };
  return hooks;
}

}  // namespace jurymast::app
