using System.Reflection;

namespace Cart.Admin;

/// <summary>Implements the conventions of every admin request, before and after its handler.</summary>
internal static class AdminConventions
{
    public static async ValueTask<object?> ApplyAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var isPage = IsForPerson(context);
        var answer = Refusal(context, isPage) ?? await AnswerAsync(invocation, next).ConfigureAwait(false);
        SetCacheHeaders(context.Response);
        return answer is CartProblem problem && isPage
            ? PageResult.Of<ProblemPage, CartProblem>(problem) with { Status = problem.Status }
            : answer;
    }

    /// <summary>Returns whether the answer is a page: of an endpoint that only has pages, or because the client prefers one.</summary>
    public static bool IsForPerson(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<PageOnly>() is not null
        || (HttpMethods.IsGet(context.Request.Method) && Negotiation.PrefersPage(context.Request));

    /// <summary>Prevents caching of a response.</summary>
    public static void SetCacheHeaders(HttpResponse response)
    {
        response.Headers.CacheControl = "private, no-store";
        response.Headers.Vary = "Accept, Cookie";
    }

    /// <summary>Marks an endpoint whose only answers are pages.</summary>
    public static RouteHandlerBuilder IsPage(this RouteHandlerBuilder endpoint) => endpoint.WithMetadata(new PageOnly()).ExcludeFromDescription();

    /// <summary>Describes an endpoint of the API that answers a <typeparamref name="T"/>.</summary>
    public static RouteHandlerBuilder Describe<T>(
        this RouteHandlerBuilder endpoint, string name, string summary, int status = StatusCodes.Status200OK) =>
        endpoint.Produces<T>(status, MediaTypes.Json, MediaTypes.MessagePack).Describe(name, summary);

    /// <summary>Describes an endpoint of the API.</summary>
    public static RouteHandlerBuilder Describe(this RouteHandlerBuilder endpoint, string name, string summary) => endpoint
        .WithName(name).WithSummary(summary).WithTags("Cart admin").WithMetadata(new EndpointDescriptions.CartOperation(IsShoppers: false))
        .Produces<CartProblem>(StatusCodes.Status400BadRequest, MediaTypes.Problem)
        .Produces<CartProblem>(StatusCodes.Status403Forbidden, MediaTypes.Problem)
        .Produces<CartProblem>(StatusCodes.Status503ServiceUnavailable, MediaTypes.Problem);

    private static CartProblem? Refusal(HttpContext context, bool isPage)
    {
        if (!AdminAccess.IsAllowed(context))
        {
            LoggerOf(context).OperatorRefused();
            return CartProblem.Of(CartErrors.OperatorOnly);
        }

        if (!HttpMethods.IsGet(context.Request.Method) && RequestHeaders.IsCrossSite(context.Request))
        {
            return CartProblem.Of(CartErrors.CrossSiteRequest);
        }

        if (isPage)
        {
            return null;
        }

        if (Negotiation.FormatFor(context.Request) is not { } format)
        {
            return CartProblem.Of(CartErrors.NotAcceptable);
        }

        context.Features.Set(format);
        return UnknownParameter(context);
    }

    // An ignored filter would return all entries.
    private static CartProblem? UnknownParameter(HttpContext context)
    {
        if (context.Request.Query.Count == 0 || context.GetEndpoint()?.Metadata.GetMetadata<MethodInfo>() is not { } handler)
        {
            return null;
        }

        var known = handler.GetParameters().Where(static parameter => parameter.GetCustomAttribute<FromQueryAttribute>() is not null)
            .Select(static parameter => parameter.Name!).ToList();
        if (context.Request.Query.Keys.FirstOrDefault(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase)) is not { } unknown)
        {
            return null;
        }

        var shown = unknown.Length <= 50 ? unknown : unknown[..50] + "…";
        var expected = known.Count == 0 ? "This address takes no query parameters." : $"Known are {string.Join(", ", known)}.";
        return RequestBody.Malformed($"The query parameter '{shown}' is not known. {expected}").Problem;
    }

    private static RequestFaults FaultsOf(HttpContext context) => context.RequestServices.GetRequiredService<RequestFaults>();

    private static async ValueTask<object?> AnswerAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        try
        {
            var answer = await next(invocation).ConfigureAwait(false);
            FaultsOf(invocation.HttpContext).Stores.Succeeded();
            return answer;
        }
        catch (Exception refusal) when (FaultsOf(invocation.HttpContext).ProblemOf(refusal) is { } problem)
        {
            return problem;
        }
        catch (OperationCanceledException) when (invocation.HttpContext.RequestAborted.IsCancellationRequested)
        {
            LoggerOf(invocation.HttpContext).ClientGone();
            return Results.StatusCode(StatusCodes.Status499ClientClosedRequest);
        }
    }

    private static ILogger<OperatorActions> LoggerOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<ILogger<OperatorActions>>();

    private sealed record PageOnly;
}
