using Cart.AspNetCore;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers what <c>app.MapCart()</c> needs.</summary>
public static class CartHttpBuilderExtensions
{
    /// <summary>
    /// Finds a shopper's cart by a cookie that ASP.NET Core Data Protection protects. Persist its keys
    /// (<c>services.AddDataProtection().PersistKeysTo…</c>): with the keys, all cookies become worthless.
    /// </summary>
    /// <param name="builder">The builder that <c>services.AddCart()</c> returned.</param>
    /// <param name="configure">Sets the limits of the HTTP API; they are checked when the host starts.</param>
    public static CartBuilder UseCookies(this CartBuilder builder, Action<CartHttpOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = builder.Services.AddOptions<CartHttpOptions>().ValidateOnStart();
        if (configure is not null)
        {
            options.Configure(configure);
        }

        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CartHttpOptions>, CartHttpOptionsValidator>());
        builder.Services.AddDataProtection();
        builder.Services.AddHttpContextAccessor();
        builder.Services.AddExceptionHandler<CartExceptionHandler>();
        builder.Services.AddProblemDetails();
        builder.Services.Replace(ServiceDescriptor.Scoped<ICartSession, CookieCartSession>());

        // Only MapCart shows carts, and says which services it lacks; a host with endpoints of its own needs no catalog.
        builder.Services.TryAddScoped(static services => ActivatorUtilities.CreateInstance<CartPresenter>(services));
        return builder;
    }
}
