#pragma once
#include "app/admin/admin_api_command.hpp"

namespace CLI {
class App;
}

namespace jurymast::app {

/// Declares what `jurymast admin-api` takes.
void declare_admin_api(CLI::App& command, AdminApiOptions& options);
/// Prints it on stdout.
int run_admin_api(const AdminApiOptions& options);

}  // namespace jurymast::app
