using System.Diagnostics.CodeAnalysis;
using Cart.AspNetCore;
using Cart.Engine;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Session;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the cart engine for a storefront.</summary>
public static class CartHttpServiceCollectionExtensions
{
    private static readonly Dictionary<string, Type> SessionAdapters = new(StringComparer.OrdinalIgnoreCase)
    {
        ["session"] = typeof(AspNetCartSession),
        ["cookie"] = typeof(CookieCartSession),
        ["redis"] = typeof(RedisCartSession),
    };

    /// <summary>
    /// Adds the engine, <see cref="ShoppingCart"/> for the shopper of each request, and what <c>app.UseCart()</c> and <c>app.MapCart()</c>
    /// need. Choose the stores on the builder that is returned: <c>UseRedis</c> and <c>UsePostgres</c>, or <c>UseEmbedded</c>.
    /// </summary>
    /// <remarks>
    /// The settings of the section <c>Cart</c> of the host's configuration are read, as in the overload that takes a section;
    /// what <paramref name="configure"/> and calls on the builder set wins over them.
    /// </remarks>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets limits and lifetimes; they are checked when the host starts.</param>
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "The options have simple properties.")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "The options have simple properties.")]
    public static CartBuilder AddCart(this IServiceCollection services, Action<CartOptions>? configure = null)
    {
        if (HostConfiguration.Of(services) is { } configuration)
        {
            services.BindHttp(configuration.GetSection(HostConfiguration.Section));
        }

        return services.AddCartFromHost(configure, SessionAdapters).AddHttp();
    }

    /// <summary>
    /// Adds the engine with the settings of a section: the properties of <see cref="CartOptions"/>; those of <see cref="CartHttpOptions"/>
    /// below <c>Http</c>; <c>TaxCalculator</c>, <c>ShippingCalculator</c>, <c>InventoryChecker</c> and <c>ProductCatalog</c>, each the name of
    /// a type; and <c>SessionAdapter</c>, which is <c>session</c>, <c>cookie</c>, <c>redis</c> or the name of a type.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="section">The section, such as <c>configuration.GetSection("Cart")</c>.</param>
    [RequiresUnreferencedCode("Types that configuration names are found by reflection.")]
    [RequiresDynamicCode("Options are bound by reflection.")]
    public static CartBuilder AddCart(this IServiceCollection services, IConfiguration section)
    {
        var builder = services.AddCartCore(section, SessionAdapters).AddHttp();
        services.BindHttp(section);
        return builder;
    }

    [RequiresUnreferencedCode("Options are bound by reflection.")]
    [RequiresDynamicCode("Options are bound by reflection.")]
    private static void BindHttp(this IServiceCollection services, IConfiguration section)
    {
        var http = section.GetSection("Http");
        services.AddOptions<CartHttpOptions>().Configure(options =>
        {
            // The binder appends to a list that is there: the first of the defaults would win over what an operator names.
            if (http.GetSection(nameof(options.UserIdClaimTypes)).GetChildren().Any())
            {
                options.UserIdClaimTypes = [];
            }
        }).Bind(http);
    }

    private static CartBuilder AddHttp(this CartBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<CartHttpOptions>().ValidateOnStart();
        services.AddSingleton(new SettingsSection("Http", UnknownSettings.Names(typeof(CartHttpOptions))));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CartHttpOptions>, CartHttpOptionsValidator>());
        services.AddDataProtection();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IStoreCheck, KeyRingCheck>());
        services.AddHttpContextAccessor();
        services.Replace(ServiceDescriptor.Singleton<ICallerAddress, RequestAddress>());
        services.AddDistributedMemoryCache();
        services.AddSession(static session => session.Cookie.IsEssential = true);
        services.AddOptions<SessionOptions>().Configure<IHostEnvironment>(static (session, host) =>
            session.Cookie.SecurePolicy = host.IsDevelopment() ? CookieSecurePolicy.SameAsRequest : CookieSecurePolicy.Always);

        // Browsers take this prefix from a secure cookie of the whole host only, and let no neighbouring host write such a cookie.
        services.PostConfigure<SessionOptions>(static session => session.Cookie.Name = session.Cookie is
        { Name: var name, SecurePolicy: CookieSecurePolicy.Always, Domain: null, Path: "/" } && name == SessionDefaults.CookieName
            ? "__Host-session" : session.Cookie.Name);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<MatcherPolicy, HostPages>());
        services.TryAddScoped<ICartSession>(MakerOf<CookieCartSession>());
        services.TryAddSingleton<RequestShopper.NamelessUsers>();
        services.TryAddSingleton(MakerOf<LiveCart>());
        services.TryAddSingleton<LiveStreams>();
        services.TryAddSingleton<RequestFaults>();
        services.TryAddSingleton<ShopperConventions>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<CookieAuthenticationOptions>, SignOutNotices>());

        // Before the writers of the host: the usual one would write a problem in another form. Of two, the first one writes.
        services.Insert(0, ServiceDescriptor.Singleton<IProblemDetailsWriter, CartProblem.Writer>());
        services.AddHealthChecks();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<HealthCheckServiceOptions>, CartHealthRegistrations>());

        // Only MapCart shows carts, and says which services it lacks; a host with endpoints of its own needs no catalog.
        services.TryAddTransient(MakerOf<CartPresenter>());
        services.TryAddTransient(MakerOf<ChangeAnswers>());
        return builder;
    }

    // The constructor is looked up once, not with each request.
    private static Func<IServiceProvider, T> MakerOf<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>()
        where T : class
    {
        var make = ActivatorUtilities.CreateFactory<T>([]);
        return provider => make(provider, []);
    }
}

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

/// <summary>Describes the shopper's API in a host's OpenAPI document.</summary>
public static class CartOpenApiOptionsExtensions
{
    /// <summary>
    /// Completes the description of the endpoints of <c>app.MapCart()</c>, such as their headers:
    /// <c>services.AddOpenApi(options => options.DescribeCart())</c>.
    /// </summary>
    public static OpenApiOptions DescribeCart(this OpenApiOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.AddSchemaTransformer(CartOpenApi.DescribeAsync);
        options.AddOperationTransformer(CartOpenApi.DescribeAsync);
        return options;
    }
}
