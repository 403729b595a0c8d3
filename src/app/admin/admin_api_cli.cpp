#include "app/admin/admin_api_cli.hpp"

#include <CLI/CLI.hpp>

namespace jurymast::app {

void declare_admin_api(CLI::App& command, AdminApiOptions& options) {
  command.add_flag("--json", options.json, "Print the document of OpenAPI 3.1, as GET /openapi.json gives it");
  command.footer("Needs neither configuration nor gateway: method, path, role that a token needs, and what it does. Exit code: 0.");
}

int run_admin_api(const AdminApiOptions& options) { return run_admin_api(options, stdout); }

}  // namespace jurymast::app
