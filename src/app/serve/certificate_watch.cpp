#include "app/serve/certificate_watch.hpp"

#include <utility>

namespace jurymast::app {

CertificateWatch::CertificateWatch(std::shared_ptr<http::TlsServerContext> context, policy::ListenerTls files)
    : context_(std::move(context)), files_(std::move(files)), tried_(stamps_now()), seen_(tried_) {}

std::optional<Result<void>> CertificateWatch::look() {
  const Stamps now = stamps_now();
  const bool still = now == std::exchange(seen_, now);
  if (!still || now == tried_) return std::nullopt;
  return reload();
}

Result<void> CertificateWatch::reload() {
  // Taken before the files are read: what is written meanwhile is seen as a change.
  tried_ = stamps_now();
  return context_->reload();
}

}  // namespace jurymast::app
