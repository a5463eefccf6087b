using Cart.Engine;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Has abandoned carts told of.</summary>
public static class AbandonmentCartBuilderExtensions
{
    /// <summary>
    /// Tells <see cref="CartAbandoned"/> of carts that were left alone, while the host runs: once a cart and idleness, however many hosts do
    /// so. Handle it with <c>AddEventHandler&lt;CartAbandoned, …&gt;()</c>.
    /// </summary>
    /// <param name="builder">The builder that <c>AddCart</c> returned.</param>
    /// <param name="configure">Sets after which time, and how often to look; checked when the host starts.</param>
    public static CartBuilder UseAbandonedCarts(this CartBuilder builder, Action<AbandonmentOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.AddOptions<AbandonmentOptions>().Configure(configure ?? (static _ => { })).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<AbandonmentOptions>, AbandonmentOptionsValidator>());
        services.TryAddSingleton<AbandonedCartSweep>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AbandonedCartSweep>(
            static provider => provider.GetRequiredService<AbandonedCartSweep>()));
        return builder;
    }
}
