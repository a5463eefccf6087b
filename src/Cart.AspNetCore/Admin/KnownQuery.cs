using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Cart.AspNetCore;

/// <summary>Refuses query parameters that an endpoint of the operators' API does not read: a filter that is ignored would answer everything.</summary>
internal static class KnownQuery
{
    /// <summary>Returns the refusal of a request with an unknown parameter; null if all are known.</summary>
    public static CartProblem? Refusal(HttpContext context)
    {
        if (context.Request.Query.Count == 0 || context.GetEndpoint()?.Metadata.GetMetadata<MethodInfo>() is not { } handler)
        {
            return null;
        }

        var known = handler.GetParameters().Where(static parameter => parameter.GetCustomAttribute<FromQueryAttribute>() is not null)
            .Select(static parameter => parameter.Name!).ToList();
        var unknown = context.Request.Query.Keys.FirstOrDefault(name => !known.Contains(name, StringComparer.OrdinalIgnoreCase));
        if (unknown is null)
        {
            return null;
        }

        var expected = known.Count == 0 ? "This address takes no query parameters." : $"Known are {string.Join(", ", known)}.";
        return RequestBody.Malformed($"The query parameter '{Shortened(unknown)}' is not known. {expected}").Problem;
    }

    private static string Shortened(string name) => name.Length <= 50 ? name : name[..50] + "…";
}
