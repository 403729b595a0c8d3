#pragma once
#include <string>
#include <string_view>

#include "app/rollout/rollout_keeper.hpp"
#include "app/rollout/rollout_order.hpp"
#include "control/admin_route.hpp"

namespace jurymast::app {

/// What the admin listener offers around rollouts. Used on the admin loop alone.
class RolloutAdmin {
 public:
  /// `overrides` are those that stand, of all routes.
  RolloutAdmin(RolloutKeeper& keeper, std::function<const policy::Snapshot&()> snapshot,
               std::function<std::vector<record::OverrideRecord>()> overrides)
      : keeper_(keeper), snapshot_(std::move(snapshot)), overrides_(std::move(overrides)) {}

  /// `GET /rollouts`, `GET /rollouts/ROUTE`, `POST /rollouts/ROUTE`.
  control::AdminRoutes routes();
  /// Every rollout, and how every primary does.
  control::AdminReply all() const;

 private:
  control::AdminReply one(std::string_view route) const;
  std::optional<std::string> view(const std::string& route) const;
  void order(const control::AdminRequest& request, const control::AdminAnswer& done);
  void carry_out(const RolloutOrder& order, const policy::Route& route, const control::AdminAnswer& done);

  RolloutKeeper& keeper_;
  std::function<const policy::Snapshot&()> snapshot_;
  std::function<std::vector<record::OverrideRecord>()> overrides_;
};

}  // namespace jurymast::app
