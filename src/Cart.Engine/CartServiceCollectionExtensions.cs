using Cart.Engine;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the cart engine.</summary>
public static class CartServiceCollectionExtensions
{
    /// <summary>
    /// Adds the engine. Choose its stores on the builder that is returned: <c>UseRedis</c> and <c>UsePostgres</c>, or
    /// <c>UseEmbedded</c>.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets limits and lifetimes; they are checked when the host starts.</param>
    public static CartBuilder AddCart(this IServiceCollection services, Action<CartOptions>? configure = null)
    {
        var options = services.AddOptions<CartOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CartOptions>, CartOptionsValidator>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<CheckoutService>();
        services.TryAddSingleton<CartEngine>();
        return new CartBuilder(services);
    }
}
