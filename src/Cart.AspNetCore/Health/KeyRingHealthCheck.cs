using Cart.Engine;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore;

/// <summary>Protects and opens a probe: a host that cannot make cookies is not ready.</summary>
internal sealed class KeyRingHealthCheck(IDataProtectionProvider protection, IOptions<KeyManagementOptions> options) : IHealthCheck
{
    public const string Name = "cart-keys";

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var finding = KeyRingCheck.Use(protection, options.Value);
        return Task.FromResult(finding.Level is CheckLevel.Ok ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(finding.Found));
    }
}
