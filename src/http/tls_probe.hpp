#pragma once
#include <gtest/gtest.h>

#include <csignal>
#include <memory>
#include <string>
#include <utility>

#include "http/test_certificates.hpp"
#include "http/upstream_probe.hpp"

namespace jurymast::http::probe {

/// Tests with an authority of their own, which clients trust.
class TlsTest : public testing::Test {
 protected:
  TlsTest() { std::signal(SIGPIPE, SIG_IGN); }

  std::shared_ptr<TlsClientContext> trusting() { return *TlsClientContext::make({.ca_file = authority.ca_file(), .verify = true}); }
  UpstreamCall::Request secure_get(std::uint16_t port, std::string host = "localhost") {
    auto request = get(port, std::move(host));
    request.endpoint.tls = trusting();
    request.body_bytes_max = 64 * limits::kMiB;
    return request;
  }
  std::shared_ptr<TlsServerContext> serving(const CertificateFiles& files) {
    return *TlsServerContext::make(files.certificate, files.key);
  }

  TestAuthority authority;
};

}  // namespace jurymast::http::probe
