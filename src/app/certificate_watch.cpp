#include "app/certificate_watch.hpp"

#include <sys/stat.h>

#include <utility>

namespace jurymast::app {

CertificateWatch::CertificateWatch(std::shared_ptr<http::TlsServerContext> context, policy::ListenerTls files)
    : context_(std::move(context)), files_(std::move(files)), tried_(stamps_now()), seen_(tried_) {}

CertificateWatch::Stamp CertificateWatch::stamp_of(const std::string& path) {
  struct stat about{};
  if (::stat(path.c_str(), &about) != 0) return {};
  return {about.st_ino, about.st_size, about.st_mtim.tv_sec, about.st_mtim.tv_nsec};
}

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
