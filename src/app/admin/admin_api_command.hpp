#pragma once
#include <cstdio>

namespace jurymast::app {

/// What `jurymast admin-api` was asked.
struct AdminApiOptions {
  bool json = false;
};

/// Prints what the admin API offers: a line an endpoint, or the document of OpenAPI.
int run_admin_api(const AdminApiOptions& options, std::FILE* out);

}  // namespace jurymast::app
