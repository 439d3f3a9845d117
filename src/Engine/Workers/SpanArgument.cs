using System;
using System.Linq;
using System.Linq.Expressions;
using System.Reflection;

namespace ParallelCmdlets.Workers;

/// <summary>Arguments that are spans: no object can be one, so they are made of a text or an array where they are passed.</summary>
internal static class SpanArgument
{
    /// <summary>Whether a type is a span, by its name: the module is built for versions of .NET that have none.</summary>
    public static bool IsSpan(Type type) =>
        type.IsGenericType && type.Namespace == "System" && type.Name is "Span`1" or "ReadOnlySpan`1";

    /// <summary>Makes the argument.</summary>
    /// <param name="span">The type of the span.</param>
    /// <param name="converted">Gives the argument as what a span can be made of.</param>
    public static Expression Make(Type span, Func<Type, Expression> converted)
    {
        Type element = span.GetGenericArguments()[0];
        bool isText = element == typeof(char) && span.Name == "ReadOnlySpan`1";
        Type source = isText ? typeof(string) : element.MakeArrayType();
        MethodInfo make = (isText ? typeof(string) : span).GetMethods()
            .First(m => m.Name == "op_Implicit" && m.ReturnType == span && m.GetParameters()[0].ParameterType == source);
        return Expression.Call(make, converted(source));
    }
}
