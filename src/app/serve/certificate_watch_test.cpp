#include "app/serve/certificate_watch.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "http/test_certificates.hpp"

namespace jurymast::app {
namespace {

using http::probe::CertificateFiles;
using http::probe::TestAuthority;

/// A listener's pair on the disk, and the watch over it.
struct WatchedPair {
  TestAuthority authority;
  CertificateFiles files = authority.issue("listener");
  std::shared_ptr<http::TlsServerContext> context = http::TlsServerContext::make(files.certificate, files.key).value();
  CertificateWatch watch{context, {files.certificate, files.key}};

  void replace(const std::string& file, const std::string& by) {
    std::filesystem::copy_file(by, file, std::filesystem::copy_options::overwrite_existing);
    // Two writes within one tick of the file system's clock must differ.
    std::filesystem::last_write_time(file, std::filesystem::last_write_time(file) + std::chrono::seconds(++writes));
  }
  int writes = 0;
};

TEST(CertificateWatch, LoadsARenewedPair_OnceItIsStill) {
  WatchedPair pair;
  EXPECT_FALSE(pair.watch.look());
  pair.authority.issue("listener");
  EXPECT_FALSE(pair.watch.look()) << "it may still be written";
  const auto loaded = pair.watch.look();
  ASSERT_TRUE(loaded);
  EXPECT_TRUE(*loaded) << loaded->error().message;
  EXPECT_FALSE(pair.watch.look());
}

TEST(CertificateWatch, KeepsTheOldPair_UntilBothFilesFit) {
  WatchedPair pair;
  const CertificateFiles renewed = pair.authority.issue("renewed");
  pair.replace(pair.files.certificate, renewed.certificate);
  EXPECT_FALSE(pair.watch.look());
  const auto half = pair.watch.look();
  ASSERT_TRUE(half);
  EXPECT_FALSE(*half);
  EXPECT_FALSE(pair.watch.look()) << "told once";
  pair.replace(pair.files.key, renewed.key);
  EXPECT_FALSE(pair.watch.look());
  const auto whole = pair.watch.look();
  ASSERT_TRUE(whole);
  EXPECT_TRUE(*whole) << whole->error().message;
}

TEST(CertificateWatch, SurvivesFilesThatAreGone) {
  WatchedPair pair;
  std::filesystem::remove(pair.files.key);
  EXPECT_FALSE(pair.watch.look());
  const auto gone = pair.watch.look();
  ASSERT_TRUE(gone);
  EXPECT_FALSE(*gone);
}

}  // namespace
}  // namespace jurymast::app
