using Cart.AspNetCore;
using Cart.Engine;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the shopper's API.</summary>
public static class CartEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the shopper's cart and orders; <c>docs/http-api.md</c> lists the endpoints. Which cart it is, the shopper's session says; no id
    /// of a cart stands in a URL.
    /// </summary>
    /// <remarks>
    /// Where the host has a page or another endpoint at the same path, requests that ask for <c>text/html</c> get it, and all others get
    /// the API. A warning at the start names both.
    /// </remarks>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">Where the API of the cart begins.</param>
    /// <param name="ordersPrefix">Where the API of the orders begins.</param>
    /// <returns>All of the endpoints, to which the host can add its own conventions, such as rate limits.</returns>
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
