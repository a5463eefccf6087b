using Cart.AspNetCore;
using Cart.Engine;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Puts the cart into the pipeline of a host.</summary>
public static class CartApplicationBuilderExtensions
{
    /// <summary>
    /// Answers what <see cref="ShoppingCart"/> refuses in the host's own endpoints as problem details with the refusal's code, and brings
    /// the session of ASP.NET Core where carts are known by it and <c>app.UseSession()</c> has not been called before. Call it before the
    /// endpoints that use carts, and after authentication.
    /// </summary>
    public static IApplicationBuilder UseCart(this IApplicationBuilder app)
    {
        ArgumentNullException.ThrowIfNull(app);
        bool? needsSession = null;
        app.UseMiddleware<CartRefusalMiddleware>();
        return app.UseWhen(
            context => context.Features.Get<ISessionFeature>() is null
                && (needsSession ??= context.RequestServices.GetService<ICartSession>() is AspNetCartSession),
            static branch => branch.UseSession());
    }
}
