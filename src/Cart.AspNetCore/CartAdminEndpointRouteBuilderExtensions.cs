using Cart.AspNetCore;
using Cart.Engine;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps what operators see and do.</summary>
public static class CartAdminEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps carts, discounts, orders and the trail of what operators did: as an API, and as pages for a browser at the same addresses.
    /// <c>docs/admin.md</c> shows them.
    /// </summary>
    /// <remarks>
    /// Whoever meets the policy <see cref="CartHttpOptions.AdminPolicy"/> is an operator, or the one of
    /// <c>app.MapCartAdmin().RequireAuthorization("…")</c>. Where the host names none, nobody is one; in Development, and where
    /// <see cref="CartHttpOptions.AdminAllowLoopback"/> is true, requests of this machine to itself are, unless a proxy has forwarded them.
    /// </remarks>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">Where all of it begins.</param>
    /// <returns>All of the endpoints, to which the host can add its own conventions.</returns>
    /// <exception cref="InvalidOperationException">A service is not registered; the message says how to register it.</exception>
    public static RouteGroupBuilder MapCartAdmin(this IEndpointRouteBuilder endpoints, string prefix = "/cart-admin")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        Require<CartEngine>("services.AddCart()");
        Require<ICartDirectory>("services.AddCart().UseEmbedded(\"data\") or .UseRedis(…)");
        Require<IUserCarts>("services.AddCart().UseEmbedded(\"data\") or .UseRedis(…)");
        Require<IOrderStore>("services.AddCart().UseEmbedded(\"data\") or .UsePostgres(…)");
        Require<IDiscountStore>("services.AddCart().UseEmbedded(\"data\") or .UsePostgres(…)");
        Require<IAdminAudit>("services.AddCart().UseEmbedded(\"data\") or .UsePostgres(…)");
        Require<IProductCatalog>("services.AddCart().UseProductCatalog<T>()");

        var admin = endpoints.MapGroup(prefix);
        admin.AddEndpointFilter(AdminConventions.ApplyAsync).WithMetadata(new AdminNotes.AdminEndpoint());
        ((IEndpointConventionBuilder)admin).Add(endpoint =>
        {
            // Read when the host starts, which reports all settings that are wrong at once.
            if (endpoint.ApplicationServices.GetRequiredService<IOptions<CartHttpOptions>>().Value.AdminPolicy is { Length: > 0 } policy)
            {
                endpoint.Metadata.Add(new AuthorizeAttribute(policy));
            }
        });

        AdminHomeEndpoints.Map(admin);
        AdminCartEndpoints.Map(admin);
        AdminCartForms.Map(admin);
        AdminDiscountEndpoints.Map(admin);
        AdminDiscountForms.Map(admin);
        AdminOrderEndpoints.Map(admin);
        AdminAuditEndpoints.Map(admin);
        AdminNotes.AtStart(endpoints);
        return admin;

        void Require<T>(string registration)
        {
            if (endpoints.ServiceProvider.GetRequiredService<IServiceProviderIsService>().IsService(typeof(T)) is false)
            {
                throw new InvalidOperationException($"MapCartAdmin needs {typeof(T).Name}: call {registration} when you register services.");
            }
        }
    }
}
