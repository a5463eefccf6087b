using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;

namespace Cart.Admin;

/// <summary>Specifies who is an operator.</summary>
public sealed class CartAdminOptions
{
    /// <summary>Gets or sets the name of the authorization policy that operators meet.</summary>
    /// <value>
    /// Default null: nobody is an operator unless the host calls <c>app.MapCartAdmin().RequireAuthorization("…")</c>, or
    /// <see cref="AllowLoopback"/> applies.
    /// </value>
    public string? Policy { get; set; }

    /// <summary>
    /// Gets or sets whether requests from this machine itself count as an operator's if no policy is named. A proxy on the same machine can forward
    /// anybody's requests as such.
    /// </summary>
    /// <value>Default null: <c>true</c> in Development; otherwise, <c>false</c>.</value>
    public bool? AllowLoopback { get; set; }
}

/// <summary>Reads the section <c>Cart:Admin</c> of the host's configuration, however the host registered the engine.</summary>
[SuppressMessage("Performance", "CA1812", Justification = "Made by the container.")]
internal sealed class CartAdminSettings(IServiceProvider services) : IConfigureOptions<CartAdminOptions>
{
    public const string Section = "Admin";
    private const string Loopback = $"Cart:{Section}:{nameof(CartAdminOptions.AllowLoopback)}";

    public void Configure(CartAdminOptions options)
    {
        if (services.GetService(typeof(IConfiguration)) is not IConfiguration configuration)
        {
            return;
        }

        options.Policy = configuration[$"Cart:{Section}:{nameof(options.Policy)}"] ?? options.Policy;
        if (configuration[Loopback] is { Length: > 0 } text)
        {
            options.AllowLoopback = bool.TryParse(text, out var allows)
                ? allows
                : throw new OptionsValidationException("", typeof(CartAdminOptions), [$"{Loopback} is '{text}'; it must be true or false."]);
        }
    }
}
