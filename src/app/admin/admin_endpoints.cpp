#include "app/admin/admin_endpoints.hpp"

#include <algorithm>
#include <iterator>

#include "base/assert.hpp"

namespace jurymast::app {
namespace {

using control::AdminEndpoint;
using control::AdminEndpoints;

AdminEndpoints all_parts() {
  AdminEndpoints all;
  for (AdminEndpoints part :
       {state_endpoints(), minute_endpoints(), probe_endpoints(), rollout_endpoints(), override_endpoints(), report_endpoints()}) {
    std::move(part.begin(), part.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace

const AdminEndpoints& admin_endpoints() {
  static const AdminEndpoints all = all_parts();
  return all;
}

const AdminEndpoint& admin_endpoint(std::string_view method, std::string_view path) {
  const AdminEndpoints& all = admin_endpoints();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const AdminEndpoint& one) { return one.method == method && one.path == path; });
  JURYMAST_ASSERT(found != all.end());
  return *found;
}

}  // namespace jurymast::app
