using Cart.AspNetCore;
using Cart.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the shopper's API.</summary>
public static class CartEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps the shopper's cart: <c>GET /cart</c>, <c>POST /cart/items</c> and <c>POST /cart/checkout</c>. Which cart it is, the
    /// shopper's cookie says; no id stands in a URL.
    /// </summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">Where the API begins.</param>
    /// <returns>All of the endpoints, to which the host can add its own conventions, such as rate limits.</returns>
    /// <exception cref="InvalidOperationException">A service is not registered; the message says how to register it.</exception>
    public static RouteGroupBuilder MapCart(this IEndpointRouteBuilder endpoints, string prefix = "/cart")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        Require<CartEngine>("services.AddCart()");
        Require<ICartStore>("services.AddCart().UseEmbedded(\"data\") or .UseRedis(…)");
        Require<IUserCarts>("services.AddCart().UseEmbedded(\"data\") or .UseRedis(…)");
        Require<IOrderStore>("services.AddCart().UseEmbedded(\"data\") or .UsePostgres(…)");
        Require<IDiscountStore>("services.AddCart().UseEmbedded(\"data\") or .UsePostgres(…)");
        Require<ICartSession>("services.AddCart().UseCookies()");
        Require<IProductCatalog>("services.AddCart().UseProductCatalog<T>()");

        var group = endpoints.MapGroup(prefix);
        group.AddEndpointFilter(ShopperConventions.ApplyAsync);
        CartEndpoints.Map(group);
        CheckoutEndpoints.Map(group);
        return group;

        void Require<T>(string registration)
        {
            if (endpoints.ServiceProvider.GetRequiredService<IServiceProviderIsService>().IsService(typeof(T)) is false)
            {
                throw new InvalidOperationException($"MapCart needs {typeof(T).Name}: call {registration} when you register services.");
            }
        }
    }
}
