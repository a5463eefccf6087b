using Cart.Engine;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cart.AspNetCore;

/// <summary>What holds for every request of an operator, before and after its own handler.</summary>
internal static class AdminConventions
{
    public static async ValueTask<object?> ApplyAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var isPage = IsForPerson(context);
        var answer = Refusal(context, isPage) ?? await AnswerAsync(invocation, next).ConfigureAwait(false);

        // After the handler: tokens of forms bring headers of their own.
        context.Response.Headers.CacheControl = "private, no-store";
        context.Response.Headers.Vary = "Accept, Cookie";
        return answer is CartProblem problem && isPage ? new PageResult(ProblemPage.Of(problem)) { Status = problem.Status } : answer;
    }

    /// <summary>Tells whether the answer is a page: always that of an endpoint for forms, else if that is what the client prefers.</summary>
    public static bool IsForPerson(HttpContext context) =>
        context.GetEndpoint()?.Metadata.GetMetadata<PageOnly>() is not null
        || (HttpMethods.IsGet(context.Request.Method) && Negotiation.PrefersPage(context.Request));

    private static CartProblem? Refusal(HttpContext context, bool isPage)
    {
        if (!AdminAccess.IsAllowed(context))
        {
            LoggerOf(context).OperatorRefused();
            return AdminProblems.OperatorOnly;
        }

        if (!HttpMethods.IsGet(context.Request.Method) && RequestHeaders.IsCrossSite(context.Request))
        {
            return AdminProblems.CrossSiteRequest;
        }

        if (isPage)
        {
            return null;
        }

        if (Negotiation.FormatFor(context.Request) is not { } format)
        {
            return CartProblems.NotAcceptable;
        }

        context.Features.Set(format);
        return KnownQuery.Refusal(context);
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
        catch (RefusedRequestException refused)
        {
            return refused.Problem;
        }
        catch (CartUnavailableException unavailable)
        {
            FaultsOf(invocation.HttpContext).Stores.Failed(unavailable.Message);
            return AdminProblems.StoreUnavailable(unavailable.OutcomeUnknown);
        }
        catch (OperationCanceledException) when (invocation.HttpContext.RequestAborted.IsCancellationRequested)
        {
            LoggerOf(invocation.HttpContext).ClientGone();
            return Results.StatusCode(StatusCodes.Status499ClientClosedRequest);
        }
    }

    private static ILogger<OperatorActions> LoggerOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<ILogger<OperatorActions>>();

    /// <summary>Marks an endpoint that answers nothing but pages.</summary>
    public sealed record PageOnly;
}
