#include "app/admin/admin_api_command.hpp"

#include <fmt/format.h>

#include "app/admin/admin_endpoints.hpp"
#include "app/exit_code.hpp"

namespace jurymast::app {

int run_admin_api(const AdminApiOptions& options, std::FILE* out) {
  std::string text = options.json ? control::openapi_document(admin_endpoints()) : std::string();
  if (!options.json) {
    for (const control::AdminEndpoint& one : admin_endpoints()) {
      text += fmt::format("{:<5}{:<18}{:<9}{}\n", one.method, one.path, name_of(one.role), one.summary);
    }
  }
  std::fputs(text.c_str(), out);
  return kPass;
}

}  // namespace jurymast::app
