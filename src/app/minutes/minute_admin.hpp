#pragma once
#include <functional>

#include "app/minutes/minute_keeper.hpp"
#include "control/admin_route.hpp"

namespace jurymast::app {

/// `GET /aggregates`: what a gateway counted, for charts. `keeper` gives null where there is no database; both are used on the admin loop alone.
control::AdminRoutes minute_routes(std::function<MinuteKeeper*()> keeper, std::function<WallTime()> now);

}  // namespace jurymast::app
