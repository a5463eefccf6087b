using Cart.Admin;
using Microsoft.AspNetCore.Authorization;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Maps the admin API and pages.</summary>
public static class CartAdminEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps carts, discounts, orders and the audit log for operators: as an API, and as pages for a browser at the same URLs. <c>docs/admin.md</c>
    /// shows them.
    /// </summary>
    /// <remarks>
    /// An operator is a user who meets the policy <see cref="CartAdminOptions.Policy"/>, or the one of
    /// <c>app.MapCartAdmin().RequireAuthorization("…")</c>. If the host names none, there are no operators. In Development, and if
    /// <see cref="CartAdminOptions.AllowLoopback"/> is true, requests from this machine itself count as an operator's, unless a proxy forwarded
    /// them.
    /// </remarks>
    /// <param name="endpoints">The application.</param>
    /// <param name="prefix">The path prefix.</param>
    /// <returns>The endpoints, for conventions of the host.</returns>
    /// <exception cref="InvalidOperationException">A service is not registered; the message says how to register it.</exception>
    public static RouteGroupBuilder MapCartAdmin(this IEndpointRouteBuilder endpoints, string prefix = "/cart-admin")
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        Require<CartEngine>("services.AddCart()");
        Require<CartSearch>("services.AddCartAdmin()");
        Require<ICartDirectory>("services.AddCart().UseEmbedded(\"data\") or .UseRedis(…)");
        Require<IUserCarts>("services.AddCart().UseEmbedded(\"data\") or .UseRedis(…)");
        Require<IOrderStore>("services.AddCart().UseEmbedded(\"data\") or .UsePostgres(…)");
        Require<IDiscountStore>("services.AddCart().UseEmbedded(\"data\") or .UsePostgres(…)");
        Require<IAdminAudit>("services.AddCart().UseEmbedded(\"data\") or .UsePostgres(…)");
        Require<IProductCatalog>("services.AddCart().UseProductCatalog<T>()");

        var admin = endpoints.MapGroup(prefix);
        admin.AddEndpointFilter(AdminConventions.ApplyAsync).WithMetadata(new AdminAccess.AdminEndpoint());
        ((IEndpointConventionBuilder)admin).Add(endpoint =>
        {
            // Read at startup, which reports all invalid settings at once.
            if (endpoint.ApplicationServices.GetRequiredService<IOptions<CartAdminOptions>>().Value.Policy is { Length: > 0 } policy)
            {
                endpoint.Metadata.Add(new AuthorizeAttribute(policy));
            }
        });

        AdminHome.Map(admin);
        AdminCarts.Map(admin);
        AdminDiscounts.Map(admin);
        AdminDiscountForms.Map(admin);
        AdminOrders.Map(admin);
        AdminAuditLog.Map(admin);
        AdminAccess.LogAtStart(endpoints);
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
