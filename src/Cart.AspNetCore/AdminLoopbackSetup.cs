using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Cart.AspNetCore;

/// <summary>Reads <c>Cart:Admin:AllowLoopback</c> from the host's configuration, however the host registered the engine.</summary>
[SuppressMessage("Performance", "CA1812", Justification = "Made by the container.")]
internal sealed class AdminLoopbackSetup(IServiceProvider services) : IConfigureOptions<CartHttpOptions>
{
    private const string Setting = "Cart:Admin:AllowLoopback";

    public void Configure(CartHttpOptions options)
    {
        if (services.GetService(typeof(IConfiguration)) is IConfiguration configuration && configuration[Setting] is { Length: > 0 } text)
        {
            options.AdminAllowLoopback = bool.TryParse(text, out var allows)
                ? allows
                : throw new OptionsValidationException("", typeof(CartHttpOptions), [$"{Setting} is '{text}'; it must be true or false."]);
        }
    }
}
