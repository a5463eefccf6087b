using System.Net;
using System.Security.Claims;
using Cart.Admin;
using Cart.Engine;
using Cart.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cart.AspNetCore.Tests;

/// <summary>A host with operators, in memory, that can be told where a request comes from and who sends it.</summary>
internal sealed class AdminHost : IAsyncDisposable
{
    public const string RoleHeader = "X-Test-Role";
    public const string RemoteHeader = "X-Test-Remote";
    public const string LocalHeader = "X-Test-Local";
    public const string NameHeader = "X-Test-Name";

    private readonly WebApplication _app;
    private readonly HttpClient _client;

    private AdminHost(WebApplication app)
    {
        _app = app;
        _client = PlainClient.New(new Uri(app.Urls.First()), follows: false);
    }

    public IServiceProvider Services => _app.Services;

    public Shopper NewOperator() => new(_client);

    /// <param name="admin">Sets the options.</param>
    /// <param name="services">Adds to the services.</param>
    /// <param name="map">What the host does to the endpoints.</param>
    /// <param name="authorizes">Whether the host has the middleware that asks policies.</param>
    /// <param name="environment">The environment of the host.</param>
    /// <param name="allowLoopback">The setting <c>Cart:Admin:AllowLoopback</c>; null for none.</param>
    /// <param name="policy">The setting <c>Cart:Admin:Policy</c>; null for none.</param>
    public static async Task<AdminHost> StartAsync(
        Action<CartAdminOptions>? admin = null,
        Action<IServiceCollection>? services = null,
        Action<RouteGroupBuilder>? map = null,
        bool authorizes = true,
        string environment = "Development",
        string? allowLoopback = null,
        string? policy = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { EnvironmentName = environment });
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Configuration["Cart:Admin:AllowLoopback"] = allowLoopback;
        builder.Configuration["Cart:Admin:Policy"] = policy;
        builder.Logging.ClearProviders();
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddProblemDetails();
        builder.Services.AddAuthentication("Cookies").AddCookie("Cookies");
        builder.Services.AddAuthorizationBuilder()
            .AddPolicy("Operators", static policy => policy.RequireRole("operator"))
            .AddPolicy("Anybody", static policy => policy.RequireAssertion(static _ => true));
        builder.Services.AddCart().UseInMemory().UseCookies().UseProductCatalog(new FixedProductCatalog(TestShop.Mug));
        builder.Services.AddCartAdmin(admin);
        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseExceptionHandler();
        app.Use(PretendAsync);
        app.UseRouting();
        if (authorizes)
        {
            app.UseMiddleware<SignedInByHeader>();
            app.UseAuthorization();
        }

        app.UseEndpoints(endpoints =>
        {
            var group = endpoints.MapCartAdmin();
            map?.Invoke(group);
        });
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new AdminHost(app);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }

    private static Task PretendAsync(HttpContext context, RequestDelegate next)
    {
        context.Connection.RemoteIpAddress = AddressOf(context, RemoteHeader) ?? context.Connection.RemoteIpAddress;
        context.Connection.LocalIpAddress = AddressOf(context, LocalHeader) ?? context.Connection.LocalIpAddress;
        return next(context);
    }

    private static IPAddress? AddressOf(HttpContext context, string header) =>
        context.Request.Headers[header].ToString() is { Length: > 0 } text ? IPAddress.Parse(text) : null;

    private sealed class SignedInByHeader(RequestDelegate next)
    {
        public Task InvokeAsync(HttpContext context)
        {
            if (context.Request.Headers[RoleHeader].ToString() is { Length: > 0 } role)
            {
                Claim[] claims = [new(ClaimTypes.Name, context.Request.Headers[NameHeader].ToString() is { Length: > 0 } name ? Uri.UnescapeDataString(name) : "olga"), new(ClaimTypes.NameIdentifier, "17"), new(ClaimTypes.Role, role)];
                context.User = new ClaimsPrincipal(new ClaimsIdentity(claims, "Cookies"));
            }

            return next(context);
        }
    }
}
