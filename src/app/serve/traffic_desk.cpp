#include "app/serve/traffic_desk.hpp"

#include <utility>

namespace jurymast::app {

void TrafficDesk::set_rollouts(policy::Traffic traffic) {
  rollouts_ = std::move(traffic);
  adopt();
}

void TrafficDesk::set_overrides(policy::Traffic traffic) {
  overrides_ = std::move(traffic);
  adopt();
}

void TrafficDesk::adopt() {
  policy::Traffic traffic = rollouts_;
  for (const auto& [route, wanted] : overrides_) {
    policy::RouteTraffic& of_route = traffic[route];
    of_route.pin = wanted.pin;
    of_route.disabled = wanted.disabled;
    of_route.mode = wanted.mode;
    of_route.permitted = wanted.permitted;
  }
  board_.adopt(std::move(traffic));
}

}  // namespace jurymast::app
