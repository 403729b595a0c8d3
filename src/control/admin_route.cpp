#include "control/admin_route.hpp"

#include <nlohmann/json.hpp>
#include <utility>

namespace jurymast::control {
namespace {

constexpr std::string_view kOneMore = "/*";

}  // namespace

bool AdminEndpoint::matches(std::string_view asked_path) const {
  if (!path.ends_with(kOneMore)) return asked_path == path;
  const std::string_view start = path.substr(0, path.size() - 1);
  return asked_path.size() > start.size() && asked_path.starts_with(start) &&
         asked_path.find('/', start.size()) == std::string_view::npos;
}

AdminRoute at_once(AdminEndpoint endpoint, std::function<AdminReply(const AdminRequest&)> answer) {
  return {std::move(endpoint),
          [answer = std::move(answer)](const AdminRequest& request, const AdminAnswer& done) { done(answer(request)); },
          {}};
}

std::string route_table(const AdminRoutes& routes) {
  nlohmann::ordered_json table = nlohmann::ordered_json::array();
  for (const auto& [endpoint, serve, follow] : routes) {
    table.push_back(
        {{"method", endpoint.method}, {"path", endpoint.path}, {"role", name_of(endpoint.role)}, {"summary", endpoint.summary}});
  }
  return nlohmann::ordered_json{{"routes", std::move(table)}}.dump() + "\n";
}

}  // namespace jurymast::control
