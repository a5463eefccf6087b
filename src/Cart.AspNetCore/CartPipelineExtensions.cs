using Cart.AspNetCore;
using Cart.Engine;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the cart API for shoppers.</summary>
public static class CartEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the endpoints of the shopper's cart and orders, which <c>docs/http-api.md</c> lists. The session determines the cart; no URL contains a
    /// cart id.
    /// </summary>
    /// <remarks>
    /// If the host has a page or another endpoint at the same path, requests that accept <c>text/html</c> get the host's, and all others get the
    /// API. A warning at startup names both.
    /// </remarks>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">The path prefix of the cart API.</param>
    /// <param name="ordersPrefix">The path prefix of the orders API.</param>
    /// <returns>A group of all endpoints, to which the host can add conventions such as rate limits.</returns>
    /// <exception cref="InvalidOperationException">A service is not registered; the message says how to register it.</exception>
    public static RouteGroupBuilder MapCart(this IEndpointRouteBuilder endpoints, string prefix = "/cart", string ordersPrefix = "/orders")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        Require<CartEngine>("services.AddCart()");
        Require<ICartStore>("services.AddCart().UseEmbedded(\"data\") or .UseRedis(…)");
        Require<IUserCarts>("services.AddCart().UseEmbedded(\"data\") or .UseRedis(…)");
        Require<IOrderStore>("services.AddCart().UseEmbedded(\"data\") or .UsePostgres(…)");
        Require<IDiscountStore>("services.AddCart().UseEmbedded(\"data\") or .UsePostgres(…)");
        Require<ICartWatch>("services.AddCart().UseEmbedded(\"data\") or .UseRedis(…)");
        Require<ICartSession>("services.AddCart(), not AddCartCore()");
        Require<IProductCatalog>("services.AddCart().UseProductCatalog<T>(), or .AddProducts<T>(…) with find,");

        var shopper = endpoints.MapGroup("");
        shopper.WithMetadata(new HostPages.ShopperEndpoint());
        var conventions = endpoints.ServiceProvider.GetRequiredService<ShopperConventions>();
        ((IEndpointConventionBuilder)shopper).Finally(builder => builder.RequestDelegate = conventions.Around(builder.RequestDelegate!));
        var cart = shopper.MapGroup(prefix);
        CartEndpoints.Map(cart);
        ItemEndpoints.Map(cart);
        DiscountEndpoints.Map(cart);
        ShippingEndpoints.Map(cart);
        EventEndpoints.Map(cart);
        CheckoutEndpoint.Map(cart, ordersPrefix);
        OrderEndpoints.Map(shopper.MapGroup(ordersPrefix));
        HostPages.WarnAtStart(endpoints.ServiceProvider);
        return shopper;

        void Require<T>(string registration)
        {
            if (endpoints.ServiceProvider.GetRequiredService<IServiceProviderIsService>().IsService(typeof(T)) is false)
            {
                throw new InvalidOperationException($"MapCart needs {typeof(T).Name}: call {registration} when you register services.");
            }
        }
    }
}

/// <summary>Adds the cart to the request pipeline.</summary>
public static class CartApplicationBuilderExtensions
{
    /// <summary>
    /// Answers refusals of <see cref="ShoppingCart"/> in the host's own endpoints as problem details with the code of the refusal. Adds the session
    /// middleware if carts use the session of ASP.NET Core and <c>app.UseSession()</c> was not called before. Call it after authentication and
    /// before the endpoints that use carts.
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
