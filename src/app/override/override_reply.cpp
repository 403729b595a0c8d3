#include "app/override/override_reply.hpp"

namespace jurymast::app {
namespace {

int status_of(Code code) {
  switch (code) {
    case Code::NotFound:
      return 404;
    case Code::Denied:
      return 403;
    case Code::Exists:
    case Code::Exhausted:
      return 409;
    case Code::Unavailable:
    case Code::Internal:
    case Code::Corrupt:
      return 503;
    case Code::Invalid:
      break;
  }
  return 422;
}

}  // namespace

control::AdminReply refused(const Error& error) { return control::problem(status_of(error.code), "change_refused", error.message); }

}  // namespace jurymast::app
