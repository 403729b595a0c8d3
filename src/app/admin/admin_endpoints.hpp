#pragma once
#include <string_view>

#include "control/admin_endpoint.hpp"

namespace jurymast::app {

/// Everything that the admin API offers, in the order of its documentation. What serves a request takes its endpoint from here, so that there is
/// nothing that is not described.
const control::AdminEndpoints& admin_endpoints();
/// One of them, which must be there.
const control::AdminEndpoint& admin_endpoint(std::string_view method, std::string_view path);

/// The parts of admin_endpoints().
control::AdminEndpoints state_endpoints();
control::AdminEndpoints probe_endpoints();
control::AdminEndpoints rollout_endpoints();
control::AdminEndpoints override_endpoints();
control::AdminEndpoints minute_endpoints();
control::AdminEndpoints report_endpoints();

/// An override that stands, as every answer tells of it.
control::ApiType standing_override();

}  // namespace jurymast::app
