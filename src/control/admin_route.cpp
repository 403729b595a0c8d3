#include "control/admin_route.hpp"

#include <utility>

namespace jurymast::control {
namespace {

constexpr std::string_view kOneMore = "/*";

}  // namespace

bool AdminRoute::matches(std::string_view asked_path) const {
  if (!path.ends_with(kOneMore)) return asked_path == path;
  const std::string_view start = path.substr(0, path.size() - 1);
  return asked_path.size() > start.size() && asked_path.starts_with(start) &&
         asked_path.find('/', start.size()) == std::string_view::npos;
}

AdminRoute at_once(std::string_view method, std::string_view path, Role role,
                   std::function<AdminReply(const AdminRequest&)> answer) {
  return {method, path, role,
          [answer = std::move(answer)](const AdminRequest& request, const AdminAnswer& done) { done(answer(request)); }};
}

}  // namespace jurymast::control
