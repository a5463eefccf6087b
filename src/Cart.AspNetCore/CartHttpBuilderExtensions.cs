using System.Diagnostics.CodeAnalysis;
using Cart.AspNetCore;
using Cart.Engine;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Chooses how a storefront knows its shoppers' carts, and sets the limits of its HTTP API.</summary>
public static class CartHttpBuilderExtensions
{
    /// <summary>Sets the limits of the HTTP API and the page of the cart; they are checked when the host starts.</summary>
    /// <param name="builder">The builder that <c>services.AddCart()</c> returned.</param>
    /// <param name="configure">Sets them.</param>
    public static CartBuilder ConfigureHttp(this CartBuilder builder, Action<CartHttpOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure(configure);
        return builder;
    }

    /// <summary>
    /// Knows a shopper's cart by the session of ASP.NET Core. The session lives in the memory of the process unless the host adds a
    /// distributed cache.
    /// </summary>
    public static CartBuilder UseAspNetSession(this CartBuilder builder) => builder.UseSession<AspNetCartSession>();

    /// <summary>
    /// Knows a shopper's cart by a cookie that ASP.NET Core Data Protection protects, which is the default; nothing is kept on the server. Persist its keys
    /// (<c>services.AddDataProtection().PersistKeysTo…</c>): with the keys, all cookies become worthless.
    /// </summary>
    public static CartBuilder UseCookies(this CartBuilder builder) => builder.UseSession<CookieCartSession>();

    /// <summary>
    /// Knows a shopper's cart by a secret in a protected cookie, and keeps which cart that is beside the carts: in Redis, or in whatever
    /// store the host has chosen. Persist the keys of Data Protection, as for <see cref="UseCookies"/>.
    /// </summary>
    public static CartBuilder UseRedisSession(this CartBuilder builder) => builder.UseSession<RedisCartSession>();

    /// <summary>Knows a shopper's cart by a session of the host's own, made once a request.</summary>
    /// <typeparam name="T">The session; <see cref="CartSessionAdapter"/> is a base for it.</typeparam>
    /// <param name="builder">The builder that <c>services.AddCart()</c> returned.</param>
    public static CartBuilder UseSession<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this CartBuilder builder)
        where T : class, ICartSession
    {
        ArgumentNullException.ThrowIfNull(builder);

        // A factory, so that a host that forgot its stores is told so instead of what its session lacks.
        var make = ActivatorUtilities.CreateFactory<T>([]);
        builder.Services.Replace(ServiceDescriptor.Scoped<ICartSession>(provider => make(provider, [])));
        return builder;
    }
}
