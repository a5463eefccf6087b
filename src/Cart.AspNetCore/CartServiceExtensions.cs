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
    /// Adds the engine, a <see cref="ShoppingCart"/> for each request, and the services of <c>app.UseCart()</c> and <c>app.MapCart()</c>. Choose the
    /// stores on the returned builder: <c>UseRedis</c> and <c>UsePostgres</c>, or <c>UseEmbedded</c>.
    /// </summary>
    /// <remarks>
    /// Reads the section <c>Cart</c> of the host's configuration, as the overload with a section does. Values from <paramref name="configure"/> and
    /// from calls on the builder override it.
    /// </remarks>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets limits and lifetimes, which are validated when the host starts.</param>
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
    /// Adds the engine with the settings of a section. It contains the properties of <see cref="CartOptions"/>, and those of
    /// <see cref="CartHttpOptions"/> below <c>Http</c>. <c>TaxCalculator</c>, <c>ShippingCalculator</c>, <c>InventoryChecker</c> and
    /// <c>ProductCatalog</c> are type names. <c>SessionAdapter</c> is <c>session</c>, <c>cookie</c>, <c>redis</c> or a type name.
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
            // The binder appends to an existing list, so the first default would win over the configured values.
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

        // Browsers accept this prefix only for a secure cookie of the whole host, so no neighbouring host can set it.
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

        // Insert before the host's writers: the first one that can write a problem does, and the default one uses another form.
        services.Insert(0, ServiceDescriptor.Singleton<IProblemDetailsWriter, CartProblem.Writer>());
        services.AddHealthChecks();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<HealthCheckServiceOptions>, CartHealthRegistrations>());

        // Only MapCart shows carts, and it reports missing services. A host with its own endpoints needs no catalog.
        services.TryAddTransient(MakerOf<CartPresenter>());
        services.TryAddTransient(MakerOf<ChangeAnswers>());
        return builder;
    }

    // Finds the constructor once, not for each request.
    private static Func<IServiceProvider, T> MakerOf<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>()
        where T : class
    {
        var make = ActivatorUtilities.CreateFactory<T>([]);
        return provider => make(provider, []);
    }
}

/// <summary>Chooses the session of shoppers' carts, and sets the limits of the HTTP API.</summary>
public static class CartHttpBuilderExtensions
{
    /// <summary>Sets the limits of the HTTP API and the cart page. They are validated when the host starts.</summary>
    /// <param name="builder">The builder that <c>services.AddCart()</c> returned.</param>
    /// <param name="configure">Sets the options.</param>
    public static CartBuilder ConfigureHttp(this CartBuilder builder, Action<CartHttpOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.Configure(configure);
        return builder;
    }

    /// <summary>
    /// Keeps a shopper's cart id in the session of ASP.NET Core. The session lives in the memory of the process unless the host adds a distributed
    /// cache.
    /// </summary>
    public static CartBuilder UseAspNetSession(this CartBuilder builder) => builder.UseSession<AspNetCartSession>();

    /// <summary>
    /// Keeps a shopper's cart id in a cookie, protected by ASP.NET Core Data Protection. This is the default and stores nothing on the server.
    /// Persist the keys (<c>services.AddDataProtection().PersistKeysTo…</c>): without them, no existing cookie can be read.
    /// </summary>
    public static CartBuilder UseCookies(this CartBuilder builder) => builder.UseSession<CookieCartSession>();

    /// <summary>
    /// Keeps a secret in a protected cookie, and the shopper's cart id on the server, in Redis or in the host's other cart store. Persist the keys of
    /// Data Protection, as for <see cref="UseCookies"/>.
    /// </summary>
    public static CartBuilder UseRedisSession(this CartBuilder builder) => builder.UseSession<RedisCartSession>();

    /// <summary>Uses the host's own session, created once for each request.</summary>
    /// <typeparam name="T">The session; <see cref="CartSessionAdapter"/> is a base for it.</typeparam>
    /// <param name="builder">The builder that <c>services.AddCart()</c> returned.</param>
    public static CartBuilder UseSession<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] T>(
        this CartBuilder builder)
        where T : class, ICartSession
    {
        ArgumentNullException.ThrowIfNull(builder);

        // A factory, so that a host without stores gets that error instead of one about its session.
        var make = ActivatorUtilities.CreateFactory<T>([]);
        builder.Services.Replace(ServiceDescriptor.Scoped<ICartSession>(provider => make(provider, [])));
        return builder;
    }
}

/// <summary>Describes the cart API in the host's OpenAPI document.</summary>
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
