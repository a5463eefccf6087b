using System.Text;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Cart.Admin;

/// <summary>
/// Renders a component as a page. It does not use the component endpoints of ASP.NET Core, because a host would have to register their services.
/// </summary>
internal sealed record PageResult(RenderFragment Content) : IResult
{
    // No script runs on a page, and its forms go to this site only.
    private const string Policy =
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    // The pages inject nothing. With the services of a host that has Razor Pages, the renderer would ask for the URL of a Blazor page.
    private static readonly ServiceProvider NoServices = new ServiceCollection().BuildServiceProvider();

    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>Returns a page without a model.</summary>
    public static PageResult Of<TPage>()
        where TPage : IComponent => new(static builder =>
        {
            builder.OpenComponent<TPage>(0);
            builder.CloseComponent();
        });

    /// <summary>Returns a page with a model, as a cascading parameter, which need not be public.</summary>
    public static PageResult Of<TPage, TModel>(TModel model)
        where TPage : IComponent => new(builder =>
        {
            builder.OpenComponent<CascadingValue<TModel>>(0);
            builder.AddComponentParameter(1, nameof(CascadingValue<>.Value), model);
            builder.AddComponentParameter(2, nameof(CascadingValue<>.ChildContent), Of<TPage>().Content);
            builder.CloseComponent();
        });

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        var page = new PageContext(
            AdminLinks.Of(httpContext),
            AdminAccess.IsAllowed(httpContext) ? AdminAccess.ActorOf(httpContext) : null,
            httpContext.Request.Query["done"],
            () => services.GetRequiredService<IAntiforgery>().GetAndStoreTokens(httpContext));
        var markup = await RenderAsync(services.GetRequiredService<ILoggerFactory>(), page, Content).ConfigureAwait(false);

        var response = httpContext.Response;
        response.StatusCode = Status;
        response.ContentType = MediaTypes.Page + "; charset=utf-8";
        response.Headers.ContentSecurityPolicy = Policy;
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "same-origin";

        // Set again last, because the token of a form adds its own headers.
        AdminConventions.SetCacheHeaders(response);
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(markup), httpContext.RequestAborted).ConfigureAwait(false);
    }

    private static async Task<string> RenderAsync(ILoggerFactory loggers, PageContext context, RenderFragment content)
    {
        var renderer = new HtmlRenderer(NoServices, loggers);
        await using (renderer.ConfigureAwait(false))
        {
            var root = ParameterView.FromDictionary(new Dictionary<string, object?>
            {
                [nameof(CascadingValue<>.Value)] = context,
                [nameof(CascadingValue<>.ChildContent)] = content,
            });
            return await renderer.Dispatcher.InvokeAsync(
                async () => (await renderer.RenderComponentAsync<CascadingValue<PageContext>>(root)).ToHtmlString()).ConfigureAwait(false);
        }
    }
}

/// <summary>Provides the request to every page and component.</summary>
/// <param name="Links">The URLs of the pages.</param>
/// <param name="Actor">The name of the operator; null if the sender is not one, who learns nothing about the admin area.</param>
/// <param name="Done">The action that was just done; null or any other text if there was none.</param>
/// <param name="Tokens">Returns the token of a form, and sets its cookie.</param>
internal sealed record PageContext(AdminLinks Links, string? Actor, string? Done, Func<AntiforgeryTokenSet> Tokens);
